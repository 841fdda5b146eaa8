// A picture opened large, with the others of the chat a key or a swipe away.

import { by, el, icon } from './dom.js';
import { t } from './language.js';

let pictures = [];
let index = 0;

export function openViewer(address, all) {
  pictures = all;
  index = Math.max(0, all.findIndex((picture) => picture.address === address));
  draw();
  if (!by('viewer').open) by('viewer').showModal();
}

function draw() {
  const picture = pictures[index];
  by('viewer').replaceChildren(
    el(
      'div',
      { class: 'viewer-bar' },
      el('span', { class: 'viewer-place' }, pictures.length > 1 ? t('{place} of {count}', { place: index + 1, count: pictures.length }) : ''),
      el('a', { class: 'icon-button', href: picture.address, download: picture.name, 'aria-label': t('Save the picture') }, icon('save')),
      el('button', { type: 'button', class: 'icon-button', 'aria-label': t('Close'), autofocus: true, onclick: () => by('viewer').close() }, icon('close')),
    ),
    el('div', { class: 'viewer-stage', onclick: (event) => event.target === event.currentTarget && by('viewer').close() }, el('img', { src: picture.address, alt: picture.words || t('Picture'), onclick: () => by('viewer').close() })),
    picture.words ? el('p', { class: 'viewer-words' }, picture.words) : '',
    index > 0 ? turner(-1, t('Earlier picture')) : '',
    index < pictures.length - 1 ? turner(1, t('Later picture')) : '',
  );
}

function turner(step, words) {
  return el('button', { type: 'button', class: `icon-button turner ${step < 0 ? 'earlier' : 'later'}`, 'aria-label': words, onclick: () => turn(step) }, icon('back'));
}

function turn(step) {
  if (!pictures[index + step]) return;
  index += step;
  draw();
  const viewer = by('viewer');
  (viewer.querySelector(step < 0 ? '.earlier' : '.later') || viewer.querySelector('.viewer-bar button')).focus();
}

export function startViewer() {
  const viewer = by('viewer');
  viewer.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowLeft') turn(-1);
    if (event.key === 'ArrowRight') turn(1);
  });
  let startX = 0;
  viewer.addEventListener('touchstart', (event) => { startX = event.touches[0].clientX; }, { passive: true });
  viewer.addEventListener('touchend', (event) => {
    const moved = event.changedTouches[0].clientX - startX;
    if (Math.abs(moved) > 60) turn(moved < 0 ? 1 : -1);
  });
}
