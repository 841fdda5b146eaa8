// A picture larger than its stage: moved by dragging, by touch and by the arrow keys; it begins in the middle.

const STEP_PX = 80;
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function startPanning(stage) {
  const middle = () => stage.scrollTo({ left: (stage.scrollWidth - stage.clientWidth) / 2, top: (stage.scrollHeight - stage.clientHeight) / 2 });
  stage.querySelector('img').decode().then(middle, () => {});
  stage.addEventListener('pointerdown', (event) => event.pointerType === 'mouse' && drag(stage, event));
  stage.closest('dialog').onkeydown = (event) => {
    const step = STEPS[event.key];
    if (step && stage.isConnected) { event.preventDefault(); stage.scrollBy(step[0] * STEP_PX, step[1] * STEP_PX); }
  };
}

function drag(stage, { clientX, clientY, pointerId }) {
  const { scrollLeft, scrollTop } = stage;
  const follow = (event) => stage.scrollTo(scrollLeft + clientX - event.clientX, scrollTop + clientY - event.clientY);
  const end = () => { stage.removeEventListener('pointermove', follow); stage.classList.remove('dragged'); };
  stage.setPointerCapture(pointerId);
  stage.classList.add('dragged');
  stage.addEventListener('pointermove', follow);
  stage.addEventListener('pointerup', end, { once: true });
  stage.addEventListener('pointercancel', end, { once: true });
}
