// Before and after: two pictures upon each other, with a line between them that a pointer or the arrow keys move.

import { el } from './dom.js';
import { t } from './language.js';

export function compare(before, after) {
  const line = el('input', { type: 'range', class: 'compare-line', min: 0, max: 100, step: 1, value: 50, 'aria-label': t('Before and after'), oninput: () => place(box, line) });
  const result = el('img', { src: after, alt: t('After'), draggable: false, onload: () => box.style.setProperty('--ratio', result.naturalWidth / result.naturalHeight) });
  const box = el(
    'div',
    { class: 'compare' },
    result,
    el('img', { class: 'compare-before', src: before, alt: t('Before'), draggable: false }),
    el('span', { class: 'compare-handle', 'aria-hidden': 'true' }),
    el('span', { class: 'compare-name before', 'aria-hidden': 'true' }, t('Before')),
    el('span', { class: 'compare-name after', 'aria-hidden': 'true' }, t('After')),
    line,
  );
  place(box, line);
  return box;
}

function place(box, line) {
  box.style.setProperty('--at', `${line.value}%`);
}
