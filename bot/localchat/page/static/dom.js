// Building elements. Texts are always set as text: nothing a person or bot wrote becomes markup.

import { language, t } from './language.js';

export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === 'class') element.className = value;
    else if (name === 'style') for (const [key, text] of Object.entries(value)) element.style.setProperty(key, text);
    else if (name === 'data') Object.assign(element.dataset, value);
    else if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name.includes('-') || name === 'role') element.setAttribute(name, value === true ? '' : value);
    else element[name] = value;
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function by(id) {
  return document.getElementById(id);
}

const PATHS = {
  back: 'M15 5l-7 7 7 7',
  more: 'M12 5.5v.01M12 12v.01M12 18.5v.01',
  attach: 'M20 11.5l-8.2 8.1a5.2 5.2 0 01-7.4-7.4l8.5-8.4a3.5 3.5 0 014.9 4.9l-8.4 8.4a1.7 1.7 0 01-2.5-2.4l7.6-7.6',
  send: 'M4 12L20 4.5 15.5 20l-3.2-6.2L4 12zm8.3 1.8L20 4.5',
  slash: 'M6 4h12a2 2 0 012 2v12a2 2 0 01-2 2H6a2 2 0 01-2-2V6a2 2 0 012-2zm8.2 4.2l-4.4 7.6',
  down: 'M6 9.5l6 6 6-6',
  close: 'M6 6l12 12M18 6L6 18',
  reply: 'M10 6L4 12l6 6v-4c5 0 8 1 10 4 0-6-4-9-10-9V6z',
  edit: 'M5 19l1-4.5L16.5 4 20 7.5 9.5 18 5 19zM14 6.5l3.5 3.5',
  remove: 'M5 7h14M10 7V5h4v2M7 7l1 12h8l1-12M10.5 10.5v5M13.5 10.5v5',
  copy: 'M9 9h10v11H9zM15 9V4H5v11h4',
  file: 'M7 3.5h7l4 4V20a.5.5 0 01-.5.5h-10A.5.5 0 017 20V3.5zM14 3.5v4h4',
  save: 'M12 4v11M7.5 11l4.5 4.5 4.5-4.5M5 20h14',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  checks: 'M2.5 12.5L7 17l8.5-9M11 15.5L12.5 17 21 8',
  hidden: 'M4 4l16 16M9.5 5.6A9.4 9.4 0 0112 5.3c5 0 8.2 4.2 9.2 6.7-.5 1.1-1.3 2.4-2.5 3.5M6.4 7.6C4.6 8.9 3.4 10.7 2.8 12c1 2.5 4.200 6.700 9.200 6.700 1.500 0 2.900-.4 4-1',
  link: 'M9 15l6-6M8 11l-2.500 2.500a3.500 3.500 0 005 5L13 16M16 13l2.500-2.500a3.500 3.500 0 00-5-5L11 8',
  camera: 'M4 8h3.500l1.500-2.500h6L16.500 8H20v11H4V8zM12 10a3.500 3.500 0 110 7 3.500 3.500 0 010-7z',
  film: 'M8 5.500l10 6.500-10 6.500v-13z',
  large: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5',
  compare: 'M12 4v16M8.500 8.500L5 12l3.500 3.500M15.500 8.500L19 12l-3.500 3.500',
};

export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.classList.add('icon', `icon-${name}`);
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}

const HUES = [14, 38, 92, 158, 190, 222, 264, 322];

export function avatar(who, size = '') {
  if (who.is_bot) return el('span', { class: `avatar bot ${size}`, 'aria-hidden': 'true' });
  const hue = HUES[Math.abs(who.id) % HUES.length];
  const letters = [...(who.name || who.title || '?')][0].toUpperCase();
  return el('span', { class: `avatar ${size}`, style: { '--hue': hue }, 'aria-hidden': 'true' }, letters);
}

export function nameColor(id) {
  return HUES[Math.abs(id) % HUES.length];
}

export function toast(words, isProblem = false) {
  const shown = el('div', { class: `toast${isProblem ? ' problem' : ''}` }, words);
  by('toasts').append(shown);
  setTimeout(() => shown.classList.add('leaving'), isProblem ? 6000 : 3500);
  shown.addEventListener('animationend', (event) => event.animationName === 'leave' && shown.remove());
}

export function clockTime(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

export function dayName(seconds) {
  const day = new Date(seconds * 1000);
  const isToday = day.toDateString() === new Date().toDateString();
  return isToday ? t('Today') : day.toLocaleDateString(language, { day: 'numeric', month: 'long', year: 'numeric' });
}

export function fileSize(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  const units = ['KB', 'MB', 'GB'];
  let size = bytes / 1024;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) { size /= 1024; unit += 1; }
  return `${size.toFixed(size < 10 ? 1 : 0)} ${units[unit]}`;
}
