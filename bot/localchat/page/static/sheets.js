// Small questions in a dialog: a new person, a new group, what a bot wants to say loudly.

import { act } from './connection.js';
import { avatar, by, el } from './dom.js';
import { t } from './language.js';
import { chooseChat, choosePerson, chooseTopic, currentChat, me, state } from './state.js';

export function ask({ title, fields, confirm, onConfirm }) {
  const sheet = by('sheet');
  const refusal = el('p', { class: 'sheet-problem', role: 'alert' }); // a toast would lie dimmed and silent behind the dialog
  const submit = async (event) => {
    event.preventDefault();
    refusal.textContent = '';
    try {
      await onConfirm(new FormData(event.target));
      sheet.close();
    } catch (problem) {
      refusal.textContent = problem.message;
    }
  };
  sheet.replaceChildren(
    el(
      'form',
      { onsubmit: submit },
      el('h2', { id: 'sheet-title' }, title),
      ...fields,
      refusal,
      el(
        'div',
        { class: 'sheet-buttons' },
        confirm ? el('button', { type: 'button', class: 'text-button', onclick: () => sheet.close() }, t('Cancel')) : null,
        el('button', { type: 'submit', class: 'filled-button' }, confirm || t('OK')),
      ),
    ),
  );
  sheet.setAttribute('aria-labelledby', 'sheet-title');
  sheet.showModal();
}

export function say(words) {
  ask({ title: state.bot.name, fields: [el('p', { class: 'sheet-words' }, words)], confirm: null, onConfirm: () => {} });
}

export function askForPerson() {
  ask({
    title: t('New person'),
    confirm: t('Add'),
    fields: [
      field(t('Name'), el('input', { name: 'name', required: true, maxLength: 64, autocomplete: 'off', autofocus: true })),
      field(t('Language'), el('select', { name: 'language' }, ...[['en', 'English'], ['zh', '中文'], ['de', 'Deutsch'], ['', t('Not told')]].map(([value, words]) => el('option', { value }, words)))),
    ],
    onConfirm: async (form) => {
      const { person } = await act('new_person', { name: form.get('name'), language: form.get('language') });
      whenKnown(() => state.people.some((known) => known.id === person), () => choosePerson(person));
    },
  });
}

export function askForGroup() {
  const others = state.people.filter((person) => person.id !== state.person);
  ask({
    title: t('New group'),
    confirm: t('Create'),
    fields: [
      field(t('Name'), el('input', { name: 'title', required: true, maxLength: 64, autocomplete: 'off', autofocus: true })),
      el(
        'fieldset',
        {},
        el('legend', {}, t('Members')),
        ...others.map((person) => el('label', { class: 'check-row' }, el('input', { type: 'checkbox', name: 'member', value: person.id, checked: true }), avatar(person, 'small'), person.name)),
        el('label', { class: 'check-row' }, el('input', { type: 'checkbox', name: 'with_bot', checked: true }), avatar(state.bot, 'small'), state.bot.name),
        el('p', { class: 'hint' }, t('{name} owns the group. Where {bot} is no member, @{username} calls it as a guest.', { name: me()?.name, bot: state.bot.name, username: state.bot.username })),
      ),
    ],
    onConfirm: async (form) => {
      const { chat } = await act('new_group', { person: state.person, title: form.get('title'), members: form.getAll('member'), with_bot: form.has('with_bot') });
      whenKnown(() => state.chats.some((known) => known.id === chat), () => chooseChat(chat));
    },
  });
}

export function askForTopic() {
  ask({
    title: t('New topic'),
    confirm: t('Create'),
    fields: [field(t('Name'), el('input', { name: 'name', required: true, maxLength: 64, autocomplete: 'off', autofocus: true }))],
    onConfirm: async (form) => {
      const { topic } = await act('new_topic', { person: state.person, chat: state.chat, name: form.get('name') });
      whenKnown(() => currentChat().topics.some(({ id }) => id === topic), () => chooseTopic(topic));
    },
  });
}

function field(name, input) {
  return el('label', { class: 'field' }, el('span', {}, name), input);
}

function whenKnown(isKnown, then) {
  if (isKnown()) then();
  else setTimeout(() => whenKnown(isKnown, then), 30); // the event that tells of it is on its way
}
