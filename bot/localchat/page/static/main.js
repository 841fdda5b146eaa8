// Puts the page together: the line to the server feeds the state, and changes of the state redraw their parts.

import { drawHead, drawSubtitle, startHead } from './chathead.js';
import { drawComposer, edit, reply, retellComposer, sendText, startComposer } from './composer.js';
import { listen } from './connection.js';
import { by } from './dom.js';
import { startLanguage, t, translatePage } from './language.js';
import { answered, redraw, startMessages, sync } from './messages.js';
import { say } from './sheets.js';
import { drawChats, drawPeople, startSidebar } from './sidebar.js';
import { markSeen, on, setLine, state, takeEvent } from './state.js';
import { drawTopics, startTopics } from './topics.js';
import { startViewer } from './viewer.js';

const LINES = { connecting: 'Connecting…', lost: 'Connection lost, trying again…', open: '' };

startHead();
startSidebar();
startComposer();
translatePage();
startMessages({ reply, edit, sendText });
startViewer();
startTopics();
startLanguage(by('language'), () => { drawPeople(); drawChats(); drawHead(); drawTopics(); retellComposer(); redraw(); });

on('line', () => {
  by('connection').textContent = t(LINES[state.line]);
  document.body.classList.toggle('offline', state.line !== 'open');
  drawSubtitle();
});
on('company', () => { drawPeople(); drawChats(); drawHead(); drawTopics(); drawComposer(); sync(); });
on('chosen', () => { drawPeople(); drawChats(); drawHead(); drawTopics(); drawComposer(); redraw(); });
on('messages', (detail) => {
  drawPeople();
  drawChats();
  drawSubtitle();
  if (detail.chat !== state.chat) return;
  sync(detail);
});
on('action', ({ chat }) => chat === state.chat && drawSubtitle());
on('answer', (answer) => answered(answer, say));

const look = () => { markSeen(); drawPeople(); drawChats(); };
document.addEventListener('visibilitychange', look);
matchMedia('(max-width: 720px)').addEventListener('change', look); // the chat comes into sight beside the list
document.addEventListener('keydown', (event) => {
  const isTyping = event.target.closest('input, textarea, select, dialog, [popover]');
  if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping && !event.target.closest('button, a, [role=button]')) by('text')?.focus();
});

listen(takeEvent, setLine);
