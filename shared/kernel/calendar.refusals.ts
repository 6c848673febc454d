import { refusal } from './refusal.ts'

export const calendarRefusals = {
  'calendar.year_unknown': refusal<{ year: number; first: number; last: number }>({
    kind: 'unprocessable',
    zh: ({ year, first, last }) =>
      `工作日历收录 ${first} 至 ${last} 年，没有 ${year} 年的放假和调休安排，不能按工作日推算。请在国务院办公厅公布该年安排后由管理员录入，再试一次`,
    en: ({ year, first, last }) =>
      `The calendar knows ${first} to ${last}; the holidays and make-up days of ${year} are not in it, so working days cannot be counted. Ask an administrator to enter that year's State Council notice, then try again`,
  }),
}
