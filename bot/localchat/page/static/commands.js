// The menu of the bot's commands, as the bot has set them for this chat, person and language.

import { el } from './dom.js';
import { t } from './language.js';
import { currentChat, state } from './state.js';

let menu;
let input;
let choose;
let isAlone;
let chosen = 0;
let isPicked = false; // by the arrow keys

// What is chosen goes to onChoose; where isAloneNow() is false, it is put before what is written instead.
export function startMenu(list, text, isAloneNow, onChoose) {
  [menu, input, isAlone, choose] = [list, text, isAloneNow, onChoose];
}

function commands() {
  return currentChat()?.menus[state.person] || [];
}

// What is written and is not the beginning of a command: the menu's button opens it beside any text, which stays.
function halfWritten() {
  return /^\/[a-z0-9_]*$/i.test(input.value) ? '' : input.value;
}

// A command of another chat's menu is one too: only the menus of groups hold all of them.
function isWhole() {
  const menus = state.chats.flatMap((chat) => Object.values(chat.menus).flat());
  return menus.some(({ command }) => `/${command}` === input.value.trim().toLowerCase());
}

export function suggest() {
  const typed = input.value && !halfWritten() ? input.value.slice(1).toLowerCase() : null;
  const found = typed === null ? [] : commands().filter(({ command }) => command.startsWith(typed));
  if (found.length) draw(found);
  else closeMenu();
}

export function toggleMenu() {
  if (!menu.hidden) closeMenu();
  else draw(commands());
}

export function closeMenu() {
  menu.hidden = true;
  input.setAttribute('aria-expanded', 'false');
  input.removeAttribute('aria-activedescendant');
}

function draw(found) {
  [chosen, isPicked] = [0, false];
  menu.replaceChildren(
    ...found.map(({ command, description }, index) =>
      el('li', { role: 'option', id: `command-${index}`, data: { command: `/${command}` }, onmousedown: (event) => event.preventDefault(), onclick: () => take(index) }, el('strong', {}, `/${command}`), el('span', {}, description)),
    ),
  );
  if (!found.length) menu.append(el('li', { class: 'none' }, t('The bot has not set any commands.')));
  menu.hidden = false;
  input.setAttribute('aria-expanded', 'true');
  mark();
}

function mark() {
  [...menu.children].forEach((item, index) => item.setAttribute('aria-selected', String(index === chosen)));
  menu.children[chosen]?.scrollIntoView({ block: 'nearest' });
  input.setAttribute('aria-activedescendant', `command-${chosen}`);
}

function insert(index) {
  input.value = `${menu.children[index].dataset.command} ${halfWritten()}`;
  closeMenu();
}

function take(index) {
  if (!isAlone()) { insert(index); return; }
  const { command } = menu.children[index].dataset;
  closeMenu();
  input.value = halfWritten();
  choose(command);
}

export function menuKey(event) {
  if (menu.hidden || !menu.querySelector('[data-command]')) {
    if (event.key === 'Escape' && !menu.hidden) { closeMenu(); return true; }
    return false;
  }
  const count = menu.children.length;
  if (event.key === 'ArrowDown') [chosen, isPicked] = [(chosen + 1) % count, true];
  else if (event.key === 'ArrowUp') [chosen, isPicked] = [(chosen + count - 1) % count, true];
  else if (event.key === 'Escape') { closeMenu(); return true; }
  else if (event.key === 'Tab') { event.preventDefault(); insert(chosen); return true; }
  else if (event.key === 'Enter' && !isPicked && isWhole()) { closeMenu(); return false; } // it goes as it is written
  else if (event.key === 'Enter' && !event.shiftKey) { event.preventDefault(); take(chosen); return true; }
  else return false;
  event.preventDefault();
  mark();
  return true;
}
