// Vaccination, growth and checkups of a child: words that come with these screens.
import { withWords } from './group';
import { growth as growthEn } from './en/growth';
import { growth } from './ja/growth';
import { vaccines as vaccinesEn } from './en/vaccines';
import { vaccines } from './ja/vaccines';

export const w = withWords({ growth, vaccines }, { growth: growthEn, vaccines: vaccinesEn });
