// Papers kept as they are: words that come with these screens.
import { withWords } from './group';
import { documents as documentsEn } from './en/documents';
import { documents } from './ja/documents';

export const w = withWords({ documents }, { documents: documentsEn });
