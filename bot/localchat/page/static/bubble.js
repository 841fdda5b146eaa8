// One message, or one album, as an element. Knows nothing of the list it stands in.

import { act } from './connection.js';
import { avatar, clockTime, el, fileSize, icon, nameColor, toast } from './dom.js';
import { t } from './language.js';
import { animation, reaction, sticker } from './moving.js';
import { me, state } from './state.js';
import { words } from './words.js';

export function drawUnit(messages, chat, tools) {
  const [first] = messages;
  if (first.service) return el('li', { class: 'service' }, el('span', {}, t(first.service.says, first.service)));
  const isOwn = first.author === state.person;
  const isGroup = chat.type !== 'private';
  const captioned = messages.filter((message) => message.words);
  const texted = captioned.length === 1 ? captioned[0] : { ...first, words: '', entities: [] }; // several: seen when opened
  const bubble = el(
    'article',
    { class: `bubble${isBare(first, texted) ? ' bare' : ''}${first.sticker ? ' stuck' : ''}`, 'aria-label': label(first, texted) },
    isGroup && !isOwn ? el('span', { class: 'sender', style: { '--hue': nameColor(first.from.id) } }, first.from.name) : null,
    first.reply_to ? quote(first.reply_to, tools) : null,
    pictures(messages, tools),
    animation(first, tools),
    sticker(first),
    ...messages.filter((message) => message.document).map((message) => file(message, tools)),
    first.other ? el('p', { class: 'other' }, `(${first.other})`) : null,
    texted.words ? el('div', { class: 'words' }, el('span', { class: 'said', dir: 'auto' }, words(texted.words, texted.entities, tools.sendText)), room(messages)) : null,
    meta(messages.at(-1), messages),
  );
  const shape = first.photo || first.animation;
  if (shape && messages.length === 1) bubble.style.setProperty('width', photoWidth(shape));
  return el(
    'li',
    { class: `message ${isOwn ? 'own' : 'other-side'}`, data: { ids: messages.map((message) => message.id).join(' ') }, onclick: choose, ondblclick: (event) => !event.target.closest('button, a, .words') && tools.reply(first) },
    isGroup && !isOwn ? avatar(first.from, 'small') : null,
    el('div', { class: 'column' }, bubble, ...messages.map(reaction), keyboard(first, chat)),
    toolbar(messages, texted, isOwn, tools),
  );
}

function isBare(first, texted) {
  return (first.photo || first.animation) && !texted.words && !first.reply_to;
}

// A tap beside the controls of a message offers what can be done with it, where there is no pointer to hover.
function choose(event) {
  const message = event.currentTarget;
  if (event.target.closest('button, a, [role=button]')) return;
  message.parentElement.querySelectorAll('.chosen').forEach((other) => other !== message && other.classList.remove('chosen'));
  message.classList.toggle('chosen');
}

function label(first, texted) {
  const kind = first.photo ? t('photo') : first.animation ? t('film') : first.sticker ? t('sticker') : first.document ? t('file {name}', { name: first.document.name }) : '';
  return [`${first.from.name}:`, kind, texted.words].filter(Boolean).join(' ');
}

function quote(replied, tools) {
  return el(
    'button',
    { type: 'button', class: 'quote', onclick: () => tools.goTo(replied.id), 'aria-label': t('In reply to {name}: {words}', { name: replied.name, words: replied.words || t('a picture') }) },
    replied.thumbnail ? el('img', { src: replied.thumbnail, alt: '' }) : null,
    el('span', { class: 'quote-words' }, el('strong', {}, replied.name), el('span', {}, replied.words || replied.document || t(replied.thumbnail ? 'Photo' : 'Message'))),
  );
}

function pictures(messages, tools) {
  const shown = messages.filter((message) => message.photo);
  if (!shown.length) return null;
  const { width, height } = shown[0].photo;
  const shape = width <= 1.2 * height ? ' upright' : ''; // the first of three stands beside the others, not above them
  return el('div', { class: `pictures count-${Math.min(shown.length, 5)}${shape}` }, ...shown.map((message) => picture(message, shown.length === 1, tools)));
}

function photoWidth({ width, height }) {
  const fitting = 430 * Math.min(1, width / height); // px, so that the longer side has 430
  return `${Math.round(Math.max(240, Math.min(width, fitting)))}px`;
}

function picture(message, isAlone, tools) {
  const { address, width, height } = message.photo;
  const image = el('img', { src: address, width, height, alt: message.words || t('Photo'), draggable: false });
  const button = el('button', { type: 'button', class: 'picture', 'aria-label': t('Open the photo'), onclick: () => tools.open(address) }, image);
  if (isAlone) button.style.setProperty('--ratio', `${width} / ${height}`);
  return button;
}

function file(message, tools) {
  const { address, name, size, thumbnail, is_picture: isPicture } = message.document;
  const sight = thumbnail ? el('img', { src: thumbnail, alt: '' }) : icon('file');
  const face = isPicture
    ? el('button', { type: 'button', class: 'file-face', 'aria-label': t('Open {name}', { name }), onclick: () => tools.open(address) }, sight)
    : el('span', { class: 'file-face' }, sight);
  return el('div', { class: 'file' }, face, el('a', { class: 'file-words', href: address, download: name }, el('strong', {}, name), el('span', {}, `${fileSize(size)} · ${t('Save')}`)));
}

function meta(last, messages) {
  const isSeen = messages.every((message) => message.is_seen);
  const ticks = last.from.is_bot ? null : el('span', { class: `ticks${isSeen ? '' : ' unseen'}`, role: 'img', title: t(isSeen ? 'The bot sees this' : 'Privacy mode: the bot does not see this'), 'aria-label': t(isSeen ? 'Seen by the bot' : 'Not seen by the bot') }, icon(isSeen ? 'checks' : 'hidden'));
  return el('span', { class: 'meta' }, last.is_edited ? `${t('edited')} ` : '', el('time', {}, clockTime(last.date)), ticks);
}

function room(messages) {
  const last = messages.at(-1);
  const kinds = `${last.is_edited ? ' edited' : ''}${last.from.is_bot ? '' : ' ticked'}`;
  return el('span', { class: `meta-room${kinds}` }); // keeps the last line clear of the time
}

function keyboard(message, chat) {
  if (!message.keyboard.length) return null;
  return el('div', { class: 'keyboard', role: 'group', 'aria-label': t('Buttons') }, ...message.keyboard.map((row) => el('div', { class: 'keyboard-row' }, ...row.map((button) => key(button, message, chat)))));
}

function key(button, message, chat) {
  if (button.url) return el('a', { class: 'key', href: /^https?:/i.test(button.url) ? button.url : null, target: '_blank', rel: 'noopener noreferrer' }, button.text, icon('link'));
  const press = async (event) => {
    const pressed = event.currentTarget;
    pressed.classList.add('waiting');
    try {
      const { press: id } = await act('press', { person: me().id, chat: chat.id, message: message.id, button: button.data });
      pressed.dataset.press = id;
      setTimeout(() => pressed.classList.remove('waiting'), 10000); // a bot that never answers
    } catch (problem) {
      pressed.classList.remove('waiting');
      toast(problem.message, true);
    }
  };
  return el('button', { type: 'button', class: 'key', onclick: press }, button.text);
}

function toolbar(messages, texted, isOwn, tools) {
  const [first] = messages;
  const tool = (name, wordsOf, action) => el('button', { type: 'button', class: 'tool', title: wordsOf, 'aria-label': wordsOf, onclick: action }, icon(name));
  return el(
    'div',
    { class: 'tools' },
    tool('reply', t('Reply'), () => tools.reply(first)),
    isOwn && (texted.words || first.photo || first.document) ? tool('edit', t('Edit'), () => tools.edit(texted)) : null,
    tool('remove', t('Delete'), () => tools.remove(messages)),
  );
}
