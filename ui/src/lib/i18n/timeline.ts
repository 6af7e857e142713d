// The line of a life: words that come with these screens.
import { withWords } from './group';
import { documents as documentsEn } from './en/documents';
import { documents } from './ja/documents';
import { timeline as timelineEn } from './en/timeline';
import { timeline } from './ja/timeline';

export const w = withWords({ documents, timeline }, { documents: documentsEn, timeline: timelineEn });
