// The side: who speaks, the chats of that person, and bringing in people and groups.

import { avatar, by, clockTime, el } from './dom.js';
import { t } from './language.js';
import { askForGroup, askForPerson } from './sheets.js';
import { chatsOf, chooseChat, choosePerson, me, messagesOf, state, unread } from './state.js';

export function chatName(chat) {
  return chat.type === 'private' ? state.bot.name : chat.title;
}

export function drawPeople() {
  const people = state.people.map((person) => {
    const news = chatsOf(person.id).reduce((sum, chat) => sum + unread(person.id, chat), 0);
    const isChosen = person.id === state.person;
    return el(
      'button',
      {
        type: 'button', class: 'person', role: 'radio', 'aria-checked': String(isChosen), tabIndex: isChosen ? 0 : -1,
        onclick: () => choosePerson(person.id), onkeydown: moveChoice, data: { person: person.id },
      },
      avatar(person),
      el('span', { class: 'person-name' }, person.name),
      news && !isChosen ? el('span', { class: 'badge small', 'aria-label': t('{count} new', { count: news }) }) : null,
    );
  });
  keepFocus(by('people'), () => by('people').replaceChildren(...people));
}

function moveChoice(event) {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const index = state.people.findIndex((person) => person.id === state.person);
  choosePerson(state.people.at((index + step) % state.people.length).id);
  by('people').querySelector('[aria-checked=true]').focus();
}

export function drawChats() {
  const chats = [...chatsOf(state.person)].sort((a, b) => lastDate(b) - lastDate(a));
  keepFocus(by('chats'), () => by('chats').replaceChildren(...chats.map(drawChat)));
}

function lastDate(chat) {
  return messagesOf(chat.id).at(-1)?.date || 0;
}

function drawChat(chat) {
  const last = messagesOf(chat.id).at(-1);
  const news = unread(state.person, chat);
  const open = () => {
    document.body.dataset.view = 'chat'; // first: what is not in sight counts as not seen
    chooseChat(chat.id);
    (by('start').hidden ? by('text') : by('start')).focus();
  };
  return el(
    'li',
    {},
    el(
      'button',
      { type: 'button', class: 'chat-row', 'aria-current': chat.id === state.chat ? 'true' : null, tabIndex: chat.id === state.chat ? 0 : -1, onclick: open, onkeydown: moveAlong, data: { chat: chat.id } },
      avatar(chat.type === 'private' ? state.bot : chat, 'large'),
      el(
        'span',
        { class: 'chat-row-words' },
        el('span', { class: 'chat-row-top' }, el('strong', {}, chatName(chat)), last ? el('time', {}, clockTime(last.date)) : null),
        el('span', { class: 'chat-row-bottom' }, el('span', { class: 'preview' }, preview(last, chat)), news ? el('span', { class: 'badge', 'aria-label': t('{count} new messages', { count: news }) }, String(news)) : null),
      ),
    ),
  );
}

function preview(message, chat) {
  if (!message) return t(chat.type === 'private' ? 'Press Start to begin' : 'No messages yet');
  if (message.service) return t(message.service.says, message.service);
  const text = message.words || kindOf(message);
  const name = chat.type !== 'private' && !message.from.is_bot ? `${message.author === me()?.id ? t('You') : message.from.name}: ` : '';
  return `${name}${text}`;
}

function kindOf(message) {
  if (message.photo) return t('Photo');
  if (message.animation) return t('Film');
  if (message.sticker) return `${message.sticker.emoji} ${t('Sticker')}`.trim();
  return message.document?.name || message.other || '';
}

function moveAlong(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const rows = [...by('chats').querySelectorAll('button')];
  rows.at((rows.indexOf(document.activeElement) + step) % rows.length)?.focus();
}

function keepFocus(parent, draw) {
  const { person, chat } = parent.contains(document.activeElement) ? document.activeElement.dataset : {};
  draw();
  if (person || chat) parent.querySelector(person ? `[data-person='${person}']` : `[data-chat='${chat}']`)?.focus();
}

export function startSidebar() {
  by('new-person').addEventListener('click', askForPerson);
  by('new-group').addEventListener('click', askForGroup);
}
