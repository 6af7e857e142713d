// The ranking: words that come with its screen.
import { withWords } from './group';
import { ranking as rankingEn } from './en/ranking';
import { ranking } from './ja/ranking';

export const w = withWords({ ranking }, { ranking: rankingEn });
