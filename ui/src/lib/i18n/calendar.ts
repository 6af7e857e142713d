// The calendar: words that come with these screens.
import { withWords } from './group';
import { calendar as calendarEn } from './en/calendar';
import { calendar } from './ja/calendar';

export const w = withWords({ calendar }, { calendar: calendarEn });
