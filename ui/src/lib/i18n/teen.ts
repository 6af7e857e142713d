// A teenager's own Henro: words that come with these screens.
import { withWords } from './group';
import { family as familyEn } from './en/family';
import { handover as handoverEn } from './en/handover';
import { people as peopleEn } from './en/people';
import { teen as teenEn } from './en/teen';
import { family } from './ja/family';
import { handover } from './ja/handover';
import { people } from './ja/people';
import { teen } from './ja/teen';

export const w = withWords({ family, handover, people, teen }, { family: familyEn, handover: handoverEn, people: peopleEn, teen: teenEn });
