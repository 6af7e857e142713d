// Help, and what is still to come: words that come with these screens.
import { withWords } from './group';
import { help as helpEn } from './en/help';
import { help } from './ja/help';
import { later as laterEn } from './en/later';
import { later } from './ja/later';

export const w = withWords({ help, later }, { help: helpEn, later: laterEn });
