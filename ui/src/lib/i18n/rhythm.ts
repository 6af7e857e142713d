// Charts: words that come with these screens.
import { withWords } from './group';
import { rhythm as rhythmEn } from './en/rhythm';
import { rhythm } from './ja/rhythm';

export const w = withWords({ rhythm }, { rhythm: rhythmEn });

export type RhythmWords = (typeof w)['rhythm'];
