// Handing a record over: words that come with these screens.
import { withWords } from './group';
import { family as familyEn } from './en/family';
import { handover as handoverEn } from './en/handover';
import { shared as sharedEn } from './en/looks';
import { teen as teenEn } from './en/teen';
import { watching as watchingEn } from './en/watching';
import { family } from './ja/family';
import { handover } from './ja/handover';
import { shared } from './ja/looks';
import { teen } from './ja/teen';
import { watching } from './ja/watching';

export const w = withWords({ family, handover, shared, teen, watching }, { family: familyEn, handover: handoverEn, shared: sharedEn, teen: teenEn, watching: watchingEn });
