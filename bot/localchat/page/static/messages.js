// The list of messages: kept in step with the state, scrolled as people expect, edited in place without flicker.

import { drawUnit } from './bubble.js';
import { act } from './connection.js';
import { by, dayName, el, toast } from './dom.js';
import { t } from './language.js';
import { currentChat, messagesOf, shownOf, state } from './state.js';
import { rove, startRoving } from './roving.js';
import { openViewer } from './viewer.js';

const NEAR_PX = 120;
const FOCUSABLE = '.bubble, button, a[href], [role=button]';
let drawn = new Map(); // key of a unit -> { element, version }
let tools = {};

export function startMessages(composerTools) {
  tools = { ...composerTools, open, goTo, remove };
  by('scroller').addEventListener('scroll', () => { by('to-bottom').hidden = isNearBottom(); }, { passive: true });
  by('to-bottom').addEventListener('click', () => toBottom('smooth'));
  startRoving(by('messages'));
  new ResizeObserver(() => wasNear && toBottom()).observe(by('scroller'));
  by('scroller').addEventListener('scroll', () => { wasNear = isNearBottom(); }, { passive: true });
}

let wasNear = true;

function quietly() {
  by('scroller').setAttribute('aria-live', 'off'); // an edit or another chat is no news to read out
  setTimeout(() => by('scroller').setAttribute('aria-live', 'polite'), 300);
}

export function redraw() {
  quietly();
  drawn = new Map();
  by('messages').replaceChildren();
  sync();
  toBottom();
}

export function sync(detail) {
  const chat = currentChat();
  const stays = isNearBottom() || (detail?.isNew && detail.message.author === state.person);
  const units = chat ? grouped(shownOf(chat)) : [];
  const next = new Map();
  const elements = [];
  let day = '';
  for (const unit of units) {
    const name = dayName(unit.messages[0].date);
    if (name !== day) elements.push(keep(next, `day ${name}`, name, () => el('li', { class: 'day' }, el('span', {}, name))));
    day = name;
    elements.push(keepUnit(next, unit, chat));
  }
  if (!units.length && chat) elements.push(keep(next, 'welcome', JSON.stringify([chat, state.bot]), () => welcome(chat)));
  drawn = next;
  arrange(elements);
  rove();
  if (stays) toBottom();
  else if (detail?.isNew) by('to-bottom').hidden = false;
}

function grouped(messages) {
  const units = [];
  for (const message of messages) {
    const last = units.at(-1);
    if (message.album && last?.album === message.album) last.messages.push(message);
    else units.push({ key: message.album ? `album ${message.album}` : `message ${message.id}`, album: message.album, messages: [message] });
  }
  units.forEach((unit, index) => {
    const after = units[index + 1];
    unit.isLast = !after || !isSameSpeaker(unit, after);
    unit.isFollowing = index > 0 && isSameSpeaker(units[index - 1], unit);
  });
  return units;
}

function isSameSpeaker(one, other) {
  const [first, second] = [one.messages[0], other.messages[0]];
  return !first.service && !second.service && first.from.id === second.from.id && first.author === second.author; // admins share the group's name
}

function keep(next, key, version, draw) {
  const before = drawn.get(key);
  const kept = before?.version === version ? before : { element: draw(), version };
  next.set(key, kept);
  return kept.element;
}

function keepUnit(next, unit, chat) {
  const version = JSON.stringify([unit.messages, state.person]);
  const before = drawn.get(unit.key);
  if (before && before.version !== version) {
    next.set(unit.key, before);
    before.version = version;
    replaceGently(before, unit, chat);
  } else {
    keep(next, unit.key, version, () => arriving(drawUnit(unit.messages, chat, tools)));
  }
  const { element } = next.get(unit.key);
  placed(element, unit);
  return element;
}

function placed(element, unit) {
  element.classList.toggle('tail', unit.isLast);
  element.classList.toggle('follows', unit.isFollowing);
}

function arriving(element) {
  if (drawn.size) element.classList.add('arriving');
  return element;
}

async function replaceGently(kept, unit, chat) {
  const { version } = kept;
  const fresh = drawUnit(unit.messages, chat, tools);
  placed(fresh, unit);
  await Promise.all([...fresh.querySelectorAll('img')].map((image) => image.decode().catch(() => {})));
  if (kept.version !== version || !kept.element.isConnected) return; // a later edit is on its way
  const stays = isNearBottom();
  quietly();
  const place = [...kept.element.querySelectorAll(FOCUSABLE)].indexOf(document.activeElement);
  const label = document.activeElement.textContent;
  kept.element.replaceWith(fresh);
  kept.element = fresh;
  rove();
  if (place >= 0) focusAgain(fresh, place, label);
  if (stays) toBottom();
}

function focusAgain(element, place, label) {
  const all = [...element.querySelectorAll(FOCUSABLE)];
  const same = all.filter((each) => label && each.textContent === label);
  (same.length === 1 ? same[0] : all[Math.min(place, all.length - 1)] || by('text')).focus();
}

function arrange(elements) {
  const list = by('messages');
  const wanted = new Set(elements);
  for (const child of [...list.children]) {
    if (wanted.has(child)) continue;
    if (child.contains(document.activeElement)) by('text').focus(); // the focus does not go with a message
    child.remove();
  }
  elements.forEach((element, index) => {
    if (list.children[index] !== element) list.insertBefore(element, list.children[index] || null);
  });
}

function welcome(chat) {
  const language = state.people.find((person) => person.id === state.person)?.language;
  const description = state.bot.description[language] || state.bot.description[''];
  const invitation = chat.has_bot
    ? t('A group with the bot in it. In privacy mode the bot sees only commands and replies to its own messages: reply to a photo with a command.')
    : t('The bot is no member here: mention @{username} in reply to a photo, and it answers as a guest.', { username: state.bot.username });
  const text = chat.type === 'private' ? description || t('Send a photo and a picture whose style you like.') : invitation;
  return el('li', { class: 'welcome' }, el('div', {}, el('span', { class: 'avatar bot huge', 'aria-hidden': 'true' }), el('strong', {}, chat.type === 'private' ? t('What can {name} do?', { name: state.bot.name }) : chat.title), el('p', {}, text)));
}

function isNearBottom() {
  const { scrollHeight, scrollTop, clientHeight } = by('scroller');
  return scrollHeight - scrollTop - clientHeight < NEAR_PX;
}

function toBottom(behavior = 'instant') {
  by('scroller').scrollTo({ top: by('scroller').scrollHeight, behavior });
}

function open(address) {
  const pictures = messagesOf(state.chat).flatMap((message) => {
    const shared = { words: message.words, before: message.from.is_bot ? message.reply_to?.picture : undefined };
    if (message.photo) return [{ ...shared, address: message.photo.address, name: `photo-${message.id}.jpg` }];
    if (message.animation) return [{ ...shared, before: undefined, address: message.animation.address, name: message.animation.name, isFilm: !message.animation.is_gif }];
    return message.document?.is_picture ? [{ ...shared, address: message.document.address, name: message.document.name }] : [];
  });
  openViewer(address, pictures);
}

function goTo(id) {
  const element = [...by('messages').querySelectorAll('[data-ids]')].find((shown) => shown.dataset.ids.split(' ').includes(String(id)));
  if (!element) return;
  element.scrollIntoView({ block: 'center', behavior: 'smooth' });
  element.classList.remove('pointed');
  requestAnimationFrame(() => element.classList.add('pointed'));
}

async function remove(messages) {
  const where = { person: state.person, chat: state.chat };
  try {
    for (const { id } of messages) await act('delete', { ...where, message: id });
  } catch (problem) {
    toast(problem.message, true);
  }
}

export function answered({ press, person, text, is_alert: isAlert }, say) {
  document.querySelectorAll('.key.waiting').forEach((key) => key.dataset.press === press && key.classList.remove('waiting'));
  if (!text || person !== state.person) return;
  if (isAlert) say(text);
  else toast(text);
}
