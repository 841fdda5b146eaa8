// Where a person writes: text, pictures by button, camera, paste and drop, replies, edits, and the command menu.
// What is half-written stays until it is sent: each person has a draft in each chat.

import { act, sendFiles } from './connection.js';
import { by, el, icon, toast } from './dom.js';
import { t } from './language.js';
import { currentChat, messagesOf, state, topicShown } from './state.js';
import { closeMenu, menuKey, startMenu, suggest, toggleMenu } from './commands.js';
import { addFiles, asFiles, draw as drawTray, putTray, startTray, takeTray, trayFiles, without } from './tray.js';

let replyTo = null;
let editing = null;
let sending = 0; // what is on its way; a command in a bubble may go while pictures do
const drafts = new Map(); // "person/chat" -> { text, tray, replyTo, editing, kept } not sent yet
let key = '';
let kept = ''; // the text that an edit has put aside

const parts = {};

export function startComposer() {
  parts.context = el('div', { class: 'context', hidden: true });
  parts.tray = el('div', { class: 'tray', hidden: true });
  parts.menu = el('ul', { class: 'command-menu', id: 'command-menu', role: 'listbox', 'aria-label': 'Commands', data: { label: '' }, hidden: true });
  parts.input = el('input', { type: 'file', multiple: true, hidden: true, onchange: () => { addFiles(parts.input.files); parts.input.value = ''; parts.text.focus(); } });
  parts.text = el('textarea', {
    id: 'text', rows: 1, 'aria-label': 'Message', data: { label: '', hint: 'Message' }, autocomplete: 'off', role: 'combobox', 'aria-expanded': 'false', 'aria-controls': 'command-menu', 'aria-autocomplete': 'list',
    oninput: () => { grow(); suggest(); }, onkeydown: keyPressed, onpaste: pasted,
  });
  parts.send = el('button', { type: 'submit', class: 'send', 'aria-label': 'Send', data: { label: '' }, id: 'send' }, icon('send'));
  parts.form = el(
    'form',
    { class: 'composer-row', onsubmit: (event) => { event.preventDefault(); send(); } },
    el('button', { type: 'button', class: 'icon-button', id: 'attach', 'aria-label': 'Attach pictures', data: { label: '' }, onclick: () => choose(false) }, icon('attach')),
    el('button', { type: 'button', class: 'icon-button', id: 'camera', 'aria-label': 'Take a photo', data: { label: '' }, onclick: () => choose(true) }, icon('camera')),
    parts.text,
    el('button', { type: 'button', class: 'icon-button', id: 'commands', 'aria-label': 'Commands', data: { label: '' }, onclick: () => { toggleMenu(); parts.text.focus(); } }, icon('slash')),
    parts.send,
  );
  parts.start = el('button', { type: 'button', class: 'start', id: 'start', hidden: true, onclick: start }, t('Start'));
  by('composer').replaceChildren(parts.menu, parts.context, parts.tray, parts.form, parts.start, parts.input);
  startTray(parts.tray, by('drop'), by('chat'), () => parts.text.focus());
  startMenu(parts.menu, parts.text, () => !editing && !trayFiles().length, (command) => { sendText(command); grow(); });
}

function choose(isFromCamera) {
  parts.input.accept = isFromCamera ? 'image/*' : '';
  parts.input.toggleAttribute('capture', isFromCamera); // a phone opens its camera then
  parts.input.click();
}

export function drawComposer() {
  const chat = currentChat();
  const nextKey = `${state.person}/${state.chat}`;
  if (key !== nextKey) {
    drafts.set(key, draftHere());
    key = nextKey;
    takeDraft(drafts.get(key));
    closeMenu();
    grow();
  }
  const mustStart = chat?.type === 'private' && (!chat.is_started || !chat.has_bot);
  const hadFocus = document.activeElement === parts.start;
  parts.start.hidden = !mustStart;
  parts.start.textContent = t(chat?.has_bot ? 'Start' : 'Unblock');
  parts.form.hidden = Boolean(mustStart) || !chat;
  if (hadFocus && !mustStart) parts.text.focus();
}

function draftHere() {
  return { text: parts.text.value, tray: takeTray(), replyTo, editing, kept };
}

function takeDraft(draft) {
  parts.text.value = draft?.text || '';
  kept = draft?.kept || '';
  if (draft) putTray(draft.tray);
  setContext(draft?.replyTo ?? null, draft?.editing ?? null);
}

// The page speaks another language: what was drawn here is said again, what was written stays.
export function retellComposer() {
  drawTray();
  setContext(replyTo, editing);
  drawComposer();
}

export function reply(message) {
  setContext(message, null);
  parts.text.focus();
}

export function edit(message) {
  if (!editing) kept = parts.text.value;
  setContext(null, message);
  parts.text.value = message.words;
  grow();
  parts.text.focus();
}

function setContext(replied, edited) {
  [replyTo, editing] = [replied, edited];
  const message = replied || edited;
  parts.context.hidden = !message;
  if (!message) return;
  parts.context.replaceChildren(
    icon(edited ? 'edit' : 'reply'),
    message.photo ? el('img', { src: message.photo.thumbnail, alt: '' }) : '',
    el('span', { class: 'quote-words' }, el('strong', {}, edited ? t('Edit') : t('Reply to {name}', { name: message.from.name })), el('span', {}, message.words || (message.photo ? t('Photo') : message.document?.name || t('Message')))),
    el('button', { type: 'button', class: 'icon-button', 'aria-label': t(edited ? 'Stop editing' : 'Do not reply'), onclick: () => dropContext() }, icon('close')),
  );
}

function dropContext() {
  if (editing) parts.text.value = kept;
  setContext(null, null);
  grow();
  parts.text.focus();
}

export async function sendText(text) {
  await guarded(() => act('text', { person: state.person, chat: state.chat, topic: topicShown(), text, reply_to: replyTo?.id }), { text });
}

async function send() {
  const text = parts.text.value.trim();
  const files = trayFiles();
  if (sending || (!text && !files.length && !editing)) return;
  const where = { person: state.person, chat: state.chat };
  if (editing) {
    await guarded(() => act('edit', { ...where, message: editing.id, text }), { text, edited: editing });
  } else if (files.length) {
    const fields = { ...where, topic: topicShown(), caption: text, reply_to: replyTo?.id, as_files: asFiles() };
    await guarded(() => sendFiles(fields, files), { text, files });
  } else {
    await sendText(text);
  }
}

// Sends a part of the draft; only once it has gone is it taken away.
async function guarded(action, { text, files = [], edited = null }) {
  const sentFrom = key;
  const gone = { text, files, edited, replied: replyTo };
  sending += 1;
  parts.send.classList.add('waiting');
  try {
    await action();
    if (key !== sentFrom) drafts.set(sentFrom, rest(drafts.get(sentFrom), gone));
    else { takeDraft(rest(draftHere(), gone)); closeMenu(); }
  } catch (problem) {
    toast(problem.message, true);
  } finally {
    sending -= 1;
    parts.send.classList.toggle('waiting', sending > 0);
    grow();
  }
}

// What stays of a draft when a part of it has gone: all that was written, attached or chosen meanwhile.
function rest(draft, { text, files, edited, replied }) {
  const left = (words) => (words.trim() === text ? '' : words);
  const tray = without(draft.tray, files);
  if (draft.editing !== edited) return { ...draft, tray, kept: left(draft.kept) }; // an edit that it was no part of
  if (!edited) return { ...draft, tray, text: left(draft.text), replyTo: draft.replyTo === replied ? null : draft.replyTo };
  return left(draft.text) ? { ...draft, tray } : { ...draft, tray, text: draft.kept, editing: null };
}

function start() {
  const chat = currentChat();
  if (!chat.has_bot) guarded(() => act('block', { person: state.person, chat: chat.id, is_on: false }), { text: '' });
  else sendText('/start');
}

function keyPressed(event) {
  if (event.isComposing || menuKey(event)) return;
  if (event.key === 'Enter' && !event.shiftKey) {
    event.preventDefault();
    send();
  } else if (event.key === 'Escape' && (replyTo || editing)) {
    dropContext();
  } else if (event.key === 'ArrowUp' && !parts.text.value && !trayFiles().length) {
    const own = messagesOf(state.chat).findLast((message) => message.author === state.person && message.words && !message.service);
    if (own) { event.preventDefault(); edit(own); }
  }
}

function pasted(event) {
  const files = [...event.clipboardData.files];
  if (!files.length) return;
  event.preventDefault();
  addFiles(files);
}

function grow() {
  parts.text.style.setProperty('height', 'auto');
  const { scrollHeight } = parts.text;
  if (scrollHeight) parts.text.style.setProperty('height', `${Math.min(scrollHeight, 160)}px`); // none while hidden
}
