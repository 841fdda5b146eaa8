// A picture or film opened large: with the others of the chat a key or a swipe away, at its own size, or against its photo.

import { compare } from './compare.js';
import { by, el, icon } from './dom.js';
import { t } from './language.js';
import { film } from './moving.js';
import { startPanning } from './panning.js';

let pictures = [];
let index = 0;
let mode = 'fit'; // or 'large', or 'compare'

export function openViewer(address, all) {
  pictures = all;
  index = Math.max(0, all.findIndex((picture) => picture.address === address));
  mode = 'fit';
  draw();
  if (!by('viewer').open) by('viewer').showModal();
}

function draw() {
  const picture = pictures[index];
  if (picture.isFilm || (mode === 'compare' && !picture.before)) mode = 'fit';
  const stage = el('div', { class: `viewer-stage ${mode}`, onclick: (event) => event.target === event.currentTarget && mode !== 'large' && by('viewer').close() }, shown(picture));
  by('viewer').replaceChildren(
    bar(picture),
    stage,
    picture.words && mode !== 'large' ? el('p', { class: 'viewer-words' }, picture.words) : '',
    index > 0 ? turner(-1, t('Earlier picture')) : '',
    index < pictures.length - 1 ? turner(1, t('Later picture')) : '',
  );
  if (mode === 'large') startPanning(stage);
}

function bar(picture) {
  return el(
    'div',
    { class: 'viewer-bar' },
    el('span', { class: 'viewer-place' }, pictures.length > 1 ? t('{place} of {count}', { place: index + 1, count: pictures.length }) : ''),
    picture.before ? switcher('compare', t('Before and after')) : '',
    picture.isFilm ? '' : switcher('large', t('Large, at 100 %')),
    el('a', { class: 'icon-button', href: picture.address, download: picture.name, title: t('Save the picture'), 'aria-label': t('Save the picture') }, icon('save')),
    el('button', { type: 'button', class: 'icon-button', title: t('Close'), 'aria-label': t('Close'), autofocus: true, onclick: () => by('viewer').close() }, icon('close')),
  );
}

function switcher(wanted, words) {
  return el('button', { type: 'button', class: `icon-button ${wanted}-switch`, title: words, 'aria-label': words, 'aria-pressed': String(mode === wanted), onclick: () => change(mode === wanted ? 'fit' : wanted) }, icon(wanted));
}

function change(wanted) {
  const kept = [...document.activeElement.classList].find((name) => name.endsWith('-switch'));
  mode = wanted;
  draw();
  by('viewer').querySelector(kept ? `.${kept}` : '.viewer-bar button').focus();
}

function shown(picture) {
  if (picture.isFilm) return film(picture, { controls: true });
  if (mode === 'compare') return compare(picture.before, picture.address);
  return el('img', { src: picture.address, alt: picture.words || t('Picture'), draggable: false, onclick: () => mode === 'fit' && change('large') });
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
    if (mode === 'large' || event.target.closest('input, video')) return; // there, the keys move the picture, the line or the film
    if (event.key === 'ArrowLeft') turn(-1);
    if (event.key === 'ArrowRight') turn(1);
  });
  viewer.addEventListener('close', () => viewer.replaceChildren()); // a film stops
  let startX = 0;
  viewer.addEventListener('touchstart', (event) => { startX = event.touches[0].clientX; }, { passive: true });
  viewer.addEventListener('touchend', (event) => {
    const moved = event.changedTouches[0].clientX - startX;
    if (mode === 'fit' && Math.abs(moved) > 60) turn(moved < 0 ? 1 : -1);
  });
}
