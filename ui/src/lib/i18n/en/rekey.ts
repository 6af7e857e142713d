/** New keys for a suspected leak. */
export const rekey = {
  open: 'Make new keys',
  title: 'Make new keys',
  text: 'For when somebody may have copied a key or a card. The daily and the medical record are closed anew under new keys. What you wrote stays.',
  closed: 'Open the medical record first.',
  kept: 'Goes on opening',
  keptNone: 'Nothing yet.',
  layText: 'Of the cards, only those on a reader now go on.',
  lost: 'Opens nothing any more; make it again',
  notText: 'Backups made before still open as they were, with the old password and keys. If the password may be known too, change it afterwards.',
  make: 'Change to new keys',
  busy: 'Closing the record under new keys. Do not switch off; if it stops, the record is still there.',
  done: 'The keys are new',
  doneText: 'The old keys open nothing any more.',
  again: 'To be made again',
};
