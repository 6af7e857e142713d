import type { WordsOf } from '../index.svelte';
import type { cards as ja } from '../ja/cards';

export const cards: WordsOf<typeof ja> = {
  stage: {
    looking: ['Looking for the card reader', ''],
    no_service: ["Card reading isn't running", "Start this device's smart card service (pcscd)."],
    no_reader: ["There's no card reader", 'Plug a reader into USB. It will show here.'],
    waiting: ['Waiting for a card', 'Lay your card on the reader.'],
    two: ['There are two cards', 'Leave only the one you want to use.'],
    not_felica: ["This kind of card can't be used", 'Lay down a transit card or a FeliCa card.'],
    unread: ["The card couldn't be read", 'Lift it and lay it down again.'],
    ready: ['A card is there', "Don't move it. Please wait."],
  },
  systems: { iruca: 'IruCa', transit: 'Transit card', lite_s: 'FeliCa Lite-S', other: 'FeliCa card' },
  reading: "Reading the card. Don't move it.",
  open: {
    title: 'Opens with your card',
    behind: 'Check-ups, medicines, vaccines and sharing are kept here.',
    none: 'No key yet',
    noneText: 'Make a transit card or this device a key, and it opens here.',
    make: 'Make a key',
    again: 'Open with this card',
    device: "Open with this device's key",
    sheet: 'If you lost your card',
    sheetText: 'Close the record. On the cover, "Forgot the password" opens it with the recovery sheet.',
    opening: 'Opening the care record',
    offer: 'Lay down your card to open care too',
    offerNot: 'The care record is still closed.',
  },
  unlock: {
    lying: ['A card is there', 'With the password, the care record opens too.'],
    waiting: ['Waiting for a card', 'Lay it on the reader to open the care record too.'],
    without: 'The password alone opens the daily record.',
    none: 'The password opens the daily record only.',
    noneText: 'Once inside, make a key for the care record under Keys and card.',
    reading: "Reading the card. Don't move it.",
  },
};
