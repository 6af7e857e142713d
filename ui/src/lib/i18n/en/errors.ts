import type { ErrorTexts } from '../ja/errors';

const text = (what: string, todo: string) => () => ({ what, todo });
const seconds = (n: number | null | undefined) => `${n ?? 0} second${n === 1 ? '' : 's'}`;

export const errors: ErrorTexts = {
  record_missing: text("There's no record yet.", 'Make one first.'),
  record_exists: text('There is a record already.', 'Open it with your password.'),
  record_locked: text('The record is closed.', 'Open it again with your password.'),
  record_in_use: text('This record is open in another window.', 'Close that one, then try again.'),
  record_newer: text('This record was written by a newer Henro.', 'Update Henro, then open it.'),
  record_damaged: text('The record file is damaged.', 'If you have a backup, put it back under Backup and restore.'),
  password_wrong: ({ wait_s }) => ({ what: "That isn't the password.", todo: wait_s ? `You can try again in ${seconds(wait_s)}.` : 'Type it again.' }),
  password_wait: ({ wait_s }) => ({ what: "It's too early to try.", todo: `You can try again in ${seconds(wait_s)}.` }),
  password_short: text('The password is too short.', 'Use 8 letters or more.'),
  password_long: text('The password is too long.', 'Make it a little shorter.'),
  name_invalid: text("The name can't be read.", 'Write 1 to 100 letters.'),
  value_impossible: text("This value can't be right.", 'Check the number.'),
  value_rare: text('This value is rare.', 'Make sure it is right.'),
  value_swapped: text('The two pressures look swapped.', 'The upper one is larger than the lower one.'),
  day_future: text("You can't write on a day to come.", 'Choose today or a past day.'),
  day_invalid: text('That day or time is not in the calendar.', 'Check the day and time.'),
  entry_missing: text("That entry isn't there.", 'Open the screen again.'),
  entry_too_old: text('It was deleted more than 30 days ago.', "It can't be put back."),
  food_unknown: text("That dish isn't in the tables.", 'Search and choose again.'),
  activity_unknown: text("That activity isn't in the table.", 'Search and choose again.'),
  text_long: ({ limit }) => ({ what: 'The text is too long.', todo: limit ? `Keep it to ${limit.toLocaleString('en-US')} letters.` : 'Make it shorter.' }),
  file_missing: text("There's no file at that place.", 'Check where it is.'),
  file_refused: text("The file can't be read or written.", 'Choose another place and try again.'),
  file_not_backup: text("This isn't a Henro backup, or it isn't whole.", 'Choose another file.'),
  import_empty: text('No line of the file could be read as an entry.', 'Check what is in the file.'),
  import_large: text('The file is too large.', 'Split it and bring in the parts.'),
  import_gone: text('It has been a while since the preview.', 'Choose the file again.'),
  disk_full: text("It couldn't be saved: the disk is full.", 'Delete files you no longer need, then try again.'),
  read_only: text("Nothing can be written here.", 'Move the record to a place that can be written.'),
  request_invalid: text("What you typed can't be read.", 'Check how it is written.'),
  command_unknown: text("This version can't do that.", 'Update Henro.'),
  internal: text("That didn't work.", 'Try again. If it goes on, close and open Henro.'),
};
