// The head of a chat: who it is, what the bot is doing, privacy mode, and the menu behind the three dots.

import { act } from './connection.js';
import { avatar, by, el, icon, toast } from './dom.js';
import { askForTopic } from './sheets.js';
import { chatName } from './sidebar.js';
import { t } from './language.js';
import { currentChat, me, state } from './state.js';

const IS_NARROW = matchMedia('(max-width: 720px)');
const DOING = { typing: '{name} is typing…', upload_photo: '{name} is sending a photo…', upload_document: '{name} is sending a file…', upload_video: '{name} is sending a film…', choose_sticker: '{name} is sending a sticker…' };

export function drawHead() {
  const chat = currentChat();
  by('chat').classList.toggle('empty', !chat);
  if (!chat) return;
  by('chat-title').textContent = chatName(chat);
  by('chat-avatar').replaceChildren(avatar(chat.type === 'private' ? state.bot : chat));
  by('privacy').hidden = chat.type === 'private' || !chat.has_bot;
  by('privacy-switch').checked = chat.has_privacy;
  by('privacy').title = t(chat.has_privacy
    ? 'On: the bot sees commands and replies to its messages only'
    : 'Off: the bot is an admin here and sees everything');
  drawSubtitle();
}

export function drawSubtitle() {
  const chat = currentChat();
  if (!chat) return;
  const action = state.actions.get(chat.id)?.action;
  const subtitle = by('chat-subtitle');
  subtitle.classList.toggle('doing', Boolean(action));
  if (state.line !== 'open' && IS_NARROW.matches) subtitle.textContent = t('Connection lost, trying again…'); // the side is not in sight
  else if (action) subtitle.textContent = t(DOING[action] || '{name} is busy…', { name: state.bot.name });
  else if (chat.type === 'private') subtitle.textContent = t(chat.has_bot ? 'bot' : 'bot · blocked');
  else subtitle.textContent = names(chat);
}

function names(chat) {
  const members = state.people.filter((person) => chat.members.includes(person.id)).map((person) => person.name);
  return [...members, chat.has_bot ? state.bot.name : null].filter(Boolean).join(', ');
}

async function wish(name, fields = {}) {
  try {
    await act(name, { person: state.person, chat: state.chat, ...fields });
  } catch (problem) {
    toast(problem.message, true);
    drawHead();
  }
}

function items(chat) {
  if (chat.type === 'private') {
    return [
      [t('Clear history'), () => wish('clear')],
      [t(chat.has_bot ? 'Block the bot' : 'Unblock the bot'), () => wish('block', { is_on: chat.has_bot })],
    ];
  }
  const isAdmin = chat.admins.includes(state.person);
  const isAnonymous = chat.anonymous.includes(state.person);
  const missing = state.people.filter((person) => !chat.members.includes(person.id));
  return [
    isAdmin ? [isAnonymous ? t('Write as {name}', { name: me().name }) : t('Write anonymously'), () => wish('anonymous', { is_on: !isAnonymous })] : null,
    [t(chat.has_bot ? 'Remove {name}' : 'Add {name}', { name: state.bot.name }), () => wish('bot', { is_on: !chat.has_bot })],
    isAdmin ? [t('New topic'), askForTopic] : null,
    isAdmin ? [t('Clear history'), () => wish('clear')] : null,
    ...missing.map((person) => [t('Add {name}', { name: person.name }), () => wish('add', { member: person.id })]),
  ].filter(Boolean);
}

function openMenu() {
  const menu = by('menu');
  menu.replaceChildren(...items(currentChat()).map(([words, action]) => el('button', { type: 'button', role: 'menuitem', class: 'menu-item', onclick: () => { menu.hidePopover(); action(); } }, words)));
  const { right, bottom } = by('chat-more').getBoundingClientRect();
  menu.style.setProperty('top', `${bottom + 4}px`);
  menu.style.setProperty('right', `${innerWidth - right}px`);
  menu.showPopover();
  menu.querySelector('button')?.focus();
}

function moveInMenu(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const all = [...by('menu').querySelectorAll('button')];
  all.at((all.indexOf(document.activeElement) + step) % all.length).focus();
}

export function startHead() {
  by('back').append(icon('back'));
  by('chat-more').append(icon('more'));
  by('to-bottom').append(icon('down'));
  by('back').addEventListener('click', () => {
    document.body.dataset.view = 'list';
    by('chats').querySelector('[aria-current]')?.focus();
  });
  by('chat-more').addEventListener('click', openMenu);
  by('menu').addEventListener('keydown', moveInMenu);
  by('privacy-switch').addEventListener('change', (event) => wish('privacy', { is_on: event.target.checked }));
}
