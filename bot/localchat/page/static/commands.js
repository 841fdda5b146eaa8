// The menu of the bot's commands, as the bot has set them for this chat, person and language.

import { el } from './dom.js';
import { t } from './language.js';
import { currentChat, state } from './state.js';

let menu;
let input;
let choose;
let chosen = 0;

export function startMenu(list, text, onChoose) {
  [menu, input, choose] = [list, text, onChoose];
}

function commands() {
  return currentChat()?.menus[state.person] || [];
}

// What is written and is not the beginning of a command: the menu's button opens it beside any text, which stays.
function halfWritten() {
  return /^\/[a-z0-9_]*$/i.test(input.value) ? '' : input.value;
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
  chosen = 0;
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

function take(index) {
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
  if (event.key === 'ArrowDown') chosen = (chosen + 1) % count;
  else if (event.key === 'ArrowUp') chosen = (chosen + count - 1) % count;
  else if (event.key === 'Escape') { closeMenu(); return true; }
  else if (event.key === 'Tab') { event.preventDefault(); input.value = `${menu.children[chosen].dataset.command} ${halfWritten()}`; closeMenu(); return true; }
  else if (event.key === 'Enter' && !event.shiftKey) { event.preventDefault(); take(chosen); return true; }
  else return false;
  event.preventDefault();
  mark();
  return true;
}
