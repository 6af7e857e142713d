// The issuing desk: words that come with these screens.
import { withWords } from './group';
import { desk as deskEn } from './en/desk';
import { desk } from './ja/desk';
import { cardPages as cardPagesEn } from './en/cardPages';
import { cardPages } from './ja/cardPages';

export const w = withWords({ desk, cardPages }, { desk: deskEn, cardPages: cardPagesEn });
