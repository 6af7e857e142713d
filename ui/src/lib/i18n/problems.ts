// Illnesses, allergies, papers, people to call, the emergency card: words that come with these screens.
import { withWords } from './group';
import { problems as problemsEn } from './en/problems';
import { problems } from './ja/problems';

export const w = withWords({ problems }, { problems: problemsEn });
