import { refusal } from './refusal.ts'

export const calendarRefusals = {
  'calendar.year_unknown': refusal<{ year: number; first: number; last: number }>({
    kind: 'unprocessable',
    zh: ({ year, first, last }) =>
      `工作日历只有 ${first} 至 ${last} 年，没有 ${year} 年的放假调休安排，不能按工作日推算。` +
      '请待国务院办公厅公布该年安排、由管理员录入后再试',
    en: ({ year, first, last }) =>
      `The calendar knows ${first} to ${last}, not the holidays and make-up days of ${year}, so working days are not counted. ` +
      'Ask an administrator to enter that year from the State Council’s notice, then try again',
  }),
}
