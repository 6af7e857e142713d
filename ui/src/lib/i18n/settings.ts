// Settings that are seldom opened: words that come with these screens.
import { withWords } from './group';
import { about as aboutEn } from './en/about';
import { about } from './ja/about';
import { profile as profileEn } from './en/profile';
import { profile } from './ja/profile';
import { transfer as transferEn } from './en/transfer';
import { transfer } from './ja/transfer';

export const w = withWords({ about, profile, transfer }, { about: aboutEn, profile: profileEn, transfer: transferEn });
