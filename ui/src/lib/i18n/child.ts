// Vaccination, growth and checkups of a child, papers asked for before them: words that come with these screens.
import { withWords } from './group';
import { growth as growthEn } from './en/growth';
import { growth } from './ja/growth';
import { papers as papersEn } from './en/papers';
import { papers } from './ja/papers';
import { pregnancy as pregnancyEn } from './en/pregnancy';
import { pregnancy } from './ja/pregnancy';
import { vaccines as vaccinesEn } from './en/vaccines';
import { vaccines } from './ja/vaccines';

export const w = withWords({ growth, papers, pregnancy, vaccines }, { growth: growthEn, papers: papersEn, pregnancy: pregnancyEn, vaccines: vaccinesEn });
