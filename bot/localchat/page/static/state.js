// What the page knows: people, chats, messages, and who speaks where; the layout tells it what has been seen. Parts of
// the page subscribe to changes.

import { by } from './dom.js';
import { language } from './language.js';

const listeners = new Map();

export const state = {
  bot: { id: 0, name: '', username: '', description: {} },
  people: [],
  chats: [],
  messages: new Map(), // chat id -> Map(message id -> message)
  person: null, // id of who speaks
  chat: null, // id of the chat shown
  line: 'connecting',
  actions: new Map(), // chat id -> { action, until }
  topics: new Map(), // chat id -> what is shown of it: a topic's id, GENERAL, or all of it where it has no entry
  seen: new Map(), // "person/chat" -> id of the last message looked at
};

export function on(kind, listener) {
  if (!listeners.has(kind)) listeners.set(kind, []);
  listeners.get(kind).push(listener);
}

function tell(kind, detail) {
  for (const listener of listeners.get(kind) || []) listener(detail);
}

export const me = () => state.people.find((person) => person.id === state.person);
export const currentChat = () => state.chats.find((chat) => chat.id === state.chat);
export const chatsOf = (person) => state.chats.filter((chat) => chat.members.includes(person));
export const GENERAL = 0; // the topic of what was written in none
export const topicShown = () => state.topics.get(state.chat);
export const topicOf = (message, chat) => message.topic ?? (chat.topics.some(({ id }) => id === message.id) ? message.id : GENERAL);
export const messagesOf = (chat) => [...(state.messages.get(chat)?.values() || [])];

export function shownOf(chat) {
  const shown = state.topics.get(chat.id);
  return messagesOf(chat.id).filter((message) => shown === undefined || topicOf(message, chat) === shown);
}

export function chooseTopic(id) {
  if (id === undefined) state.topics.delete(state.chat);
  else state.topics.set(state.chat, id);
  tell('chosen');
}

export function choosePerson(id) {
  state.person = id;
  if (!currentChat()?.members.includes(id)) state.chat = chatsOf(id)[0]?.id ?? null;
  remember();
  tell('chosen');
}

export function chooseChat(id) {
  state.chat = id;
  remember();
  tell('chosen');
}

function remember() {
  sessionStorage.setItem('speaks', JSON.stringify([state.person, state.chat]));
  markSeen();
}

export function markSeen() {
  if (document.visibilityState !== 'visible' || !by('chat').checkVisibility()) return; // a phone shows the list or the chat
  const last = messagesOf(state.chat).at(-1);
  if (last) state.seen.set(`${state.person}/${state.chat}`, last.id);
}

export function unread(person, chat) {
  const seen = state.seen.get(`${person}/${chat.id}`) || 0;
  return messagesOf(chat.id).filter((message) => message.id > seen && message.author !== person && !message.service).length;
}

export function setLine(line) {
  if (line === state.line) return;
  state.line = line;
  tell('line');
}

export function takeEvent(event) {
  const kinds = { state: takeState, company: takeCompany, message: takeMessage, edited: takeMessage, deleted: takeDeleted, action: takeAction, answer: (answer) => tell('answer', answer) };
  kinds[event.kind]?.(event);
}

function takeState(event) {
  state.messages = new Map(
    Object.entries(event.messages).map(([chat, messages]) => [Number(chat), new Map(messages.map((message) => [message.id, message]))]),
  );
  Object.assign(state, { bot: event.bot, people: event.people, chats: event.chats });
  state.actions.clear();
  restore();
  tell('company');
  tell('chosen');
}

function restore() {
  const [person, chat] = JSON.parse(sessionStorage.getItem('speaks') || '[null, null]');
  if (!me()) state.person = (state.people.find((known) => known.id === person) ?? state.people.find((known) => known.language === language) ?? state.people[0])?.id ?? null;
  const mine = chatsOf(state.person);
  const wanted = state.chat ?? chat;
  state.chat = mine.find((known) => known.id === wanted)?.id ?? mine[0]?.id ?? null;
  for (const known of state.chats) for (const member of known.members) {
    const key = `${member}/${known.id}`;
    if (!state.seen.has(key)) state.seen.set(key, messagesOf(known.id).at(-1)?.id || 0);
  }
}

function takeCompany(event) {
  Object.assign(state, { bot: event.bot, people: event.people, chats: event.chats });
  if (!currentChat()) restore();
  tell('company');
}

function takeMessage({ chat, message }) {
  if (!state.messages.has(chat)) state.messages.set(chat, new Map());
  const isNew = !state.messages.get(chat).has(message.id);
  state.messages.get(chat).set(message.id, message);
  if (message.from.is_bot) state.actions.delete(chat);
  if (chat === state.chat) markSeen();
  tell('messages', { chat, message, isNew });
}

function takeDeleted({ chat, id }) {
  state.messages.get(chat)?.delete(id);
  tell('messages', { chat, message: null, isNew: false });
}

function takeAction({ chat, action }) {
  const mark = { action };
  state.actions.set(chat, mark);
  setTimeout(() => {
    if (state.actions.get(chat) === mark) { state.actions.delete(chat); tell('action', { chat }); }
  }, 5000); // a chat action shows for five seconds, as in Telegram
  tell('action', { chat });
}
