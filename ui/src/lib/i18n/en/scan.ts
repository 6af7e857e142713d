import type { WordsOf } from '../index.svelte';
import type { scan as jaScan } from '../ja/scan';

export const scan: WordsOf<typeof jaScan> = {
  camera: 'Read with the camera',
  picture: 'Read from a picture',
  title: 'Read a code with the camera',
  opening: 'Opening the camera',
  looking: 'Hold the square code in front of the camera. This closes by itself once it is found.',
  here: 'What the camera sees is looked at on this screen only. It is sent nowhere and not kept.',
  view: 'What the camera sees',
  nextCamera: 'Another camera',
  reading: 'Looking at the picture',
  found: 'The code was read',
  hidden: 'The screen was hidden, so the camera was stopped.',
  faults: {
    none: 'No camera was found on this device.',
    refused: 'Using the camera is not allowed. Allow it for Henro in the settings of the browser or the device.',
    busy: 'Another app seems to be using the camera. Close that and press again.',
    gone: 'The camera was unplugged. Plug it in again and press once more.',
    broken: 'The camera could not be opened.',
  },
  byPicture: 'If you have a picture of the code, “Read from a picture” reads it too.',
  pictureFaults: {
    'not-a-picture': 'This picture could not be opened. Choose a PNG or JPEG picture.',
    'too-big': 'This picture is too large. Cut out the code, or make it smaller.',
    'no-code': 'No code was found in this picture. Choose one that shows the whole code, large and clear.',
  },
  gap: ' ',
  other: 'This is not a code of Henro.',
  is: (found) => `This is ${found}.`,
  wanted: (wanted) => `What is read here is ${wanted}.`,
  kinds: {
    device: 'the code that adds a device of your own',
    near: 'the code that brings your own devices together without a server',
    member: 'the code that adds a member to an organisation',
    hand: 'the code that hands a record over',
    person: 'the “My code” of a person or an organisation',
    recovery: 'the code of a recovery sheet',
    family: 'the code of a family sheet',
  },
};
