// Checkups: words that come with these screens.
import { withWords } from './group';
import { checkups as checkupsEn } from './en/checkups';
import { checkups } from './ja/checkups';
import { transfer as transferEn } from './en/transfer';
import { transfer } from './ja/transfer';

export const w = withWords({ checkups, transfer }, { checkups: checkupsEn, transfer: transferEn });
