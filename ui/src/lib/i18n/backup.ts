// Backups: words that come with these screens.
import { withWords } from './group';
import { backup as backupEn } from './en/backup';
import { backup } from './ja/backup';

export const w = withWords({ backup }, { backup: backupEn });
