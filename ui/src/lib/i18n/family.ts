// The family: words that come with these screens.
import { withWords } from './group';
import { family as familyEn } from './en/family';
import { family } from './ja/family';

export const w = withWords({ family }, { family: familyEn });
