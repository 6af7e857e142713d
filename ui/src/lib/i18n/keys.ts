// Keys, cards and paper: words that come with these screens.
import { withWords } from './group';
import { keys as keysEn } from './en/keys';
import { keys } from './ja/keys';
import { cardPages as cardPagesEn } from './en/cardPages';
import { cardPages } from './ja/cardPages';
import { rekey as rekeyEn } from './en/rekey';
import { rekey } from './ja/rekey';
import { sheets as sheetsEn } from './en/sheets';
import { sheets } from './ja/sheets';

export const w = withWords({ keys, cardPages, rekey, sheets }, { keys: keysEn, cardPages: cardPagesEn, rekey: rekeyEn, sheets: sheetsEn });
