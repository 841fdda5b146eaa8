// What is neither a photo nor a file: films that play by themselves, stickers, and the bot's reaction.

import { el, icon } from './dom.js';
import { t } from './language.js';

const IS_CALM = matchMedia('(prefers-reduced-motion: reduce)');

export function film({ address, thumbnail }, properties = {}) {
  const video = el('video', { src: address, poster: thumbnail, autoplay: !IS_CALM.matches, loop: true, muted: true, playsInline: true, ...properties });
  video.defaultMuted = true; // else a browser may refuse to play it by itself
  return video;
}

// A GIF stays one here, and no browser plays it as a film.
function moving({ address, thumbnail, is_gif: isGif }) {
  if (isGif) return el('img', { src: IS_CALM.matches ? thumbnail : address, alt: '', draggable: false });
  return film({ address, thumbnail });
}

export function animation(message, tools) {
  if (!message.animation) return null;
  const { address, width, height } = message.animation;
  const mark = IS_CALM.matches ? el('span', { class: 'film-mark' }, icon('film')) : null;
  const button = el('button', { type: 'button', class: 'picture', 'aria-label': t('Open the film'), onclick: () => tools.open(address) }, moving(message.animation), mark);
  button.style.setProperty('--ratio', `${width} / ${height}`);
  return el('div', { class: 'pictures count-1' }, button);
}

export function sticker(message) {
  if (!message.sticker) return null;
  const { address, emoji, width, height } = message.sticker;
  if (!address) return el('p', { class: 'other' }, `(${emoji} ${t('Sticker')})`);
  return el('img', { class: 'sticker', src: address, width, height, alt: `${emoji} ${t('Sticker')}`.trim(), draggable: false });
}

export function reaction(message) {
  return message.reaction ? el('span', { class: 'reaction', role: 'img', 'aria-label': t('The bot reacted with {emoji}', { emoji: message.reaction }) }, message.reaction) : null;
}
