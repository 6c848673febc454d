import { refusal } from '../kernel/refusal.ts'

export const fundsRefusals = {
  'fund.differs_within_file': refusal<{ line: number; fund: string }>({
    kind: 'unprocessable',
    zh: ({ line, fund }) => `第 ${line} 行：基金“${fund}”的管理人、类别、设立年份或币种与文件中前面的同名基金不同。请更正或改名后重新上传，系统没有导入任何行`,
    en: ({ line, fund }) =>
      `Line ${line}: the fund “${fund}” has another manager, class, vintage or currency than the fund of this name above it. Correct or rename it and upload the file again; nothing was imported`,
  }),
}
