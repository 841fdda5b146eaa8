// The topics of a group: which one is shown and written in.

import { by, el } from './dom.js';
import { t } from './language.js';
import { chooseTopic, currentChat, GENERAL, topicShown } from './state.js';

export function drawTopics() {
  const chat = currentChat();
  const bar = by('topics');
  bar.hidden = !chat?.topics.length;
  if (bar.hidden) return;
  const hasFocus = bar.contains(document.activeElement);
  const choices = [[undefined, t('All')], [GENERAL, t('General')], ...chat.topics.map(({ id, name }) => [id, name])];
  bar.replaceChildren(...choices.map(([id, name]) => chip(id, name)));
  if (hasFocus) bar.querySelector('[aria-checked=true]').focus();
}

function chip(id, name) {
  const isShown = topicShown() === id;
  return el('button', { type: 'button', class: 'topic', role: 'radio', 'aria-checked': String(isShown), tabIndex: isShown ? 0 : -1, onclick: () => chooseTopic(id) }, name);
}

function move(event) {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const chips = [...by('topics').children];
  chips.at((chips.findIndex((each) => each.getAttribute('aria-checked') === 'true') + step) % chips.length).click();
}

export function startTopics() {
  by('topics').addEventListener('keydown', move);
}
