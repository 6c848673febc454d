import { words } from './words.ts'

/** Words that every page uses. */
export const kernelWords = words({
  'app.name': { zh: '共投共担', en: 'Cofund' },
  'app.demonstration': { zh: '演示数据', en: 'Demonstration data' },
})
