// The line of a life: words that come with these screens.
import { withWords } from './group';
import { timeline as timelineEn } from './en/timeline';
import { timeline } from './ja/timeline';

export const w = withWords({ timeline }, { timeline: timelineEn });
