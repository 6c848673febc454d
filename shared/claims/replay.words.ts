import { words } from '../kernel/words.ts'

export const replayWords = words({
  'replay.title': { zh: '回放已决定的补偿', en: 'Replay decided claims' },
  'replay.what': {
    zh: '把本版本套用到同一政策下已作出决定的补偿申请，逐笔比较。各笔仍按当时认定的损失和额度使用情况计算，不改变任何记录。',
    en: 'Asks this version of every claim decided under the same policy, one by one. Each stands on the loss and the use of caps as decided then; nothing is changed.',
  },
  'replay.none': { zh: '该政策下还没有已作出决定的补偿申请。', en: 'No claim has been decided under this policy yet.' },
  'replay.claims': { zh: '可比较的申请', en: 'Claims compared' },
  'replay.refused': { zh: '本版本无法计算的申请', en: 'Claims that it refuses' },
  'replay.claim': { zh: '补偿申请', en: 'Claim' },
  'replay.decided_on': { zh: '决定日期', en: 'Decided on' },
  'replay.loss': { zh: '损失', en: 'Loss' },
  'replay.granted': { zh: '原核定', en: 'Granted' },
  'replay.would': { zh: '按本版本', en: 'This version' },
  'replay.difference': { zh: '差额', en: 'Difference' },
  'replay.outcome': { zh: '结果', en: 'Outcome' },
  'replay.more': { zh: '增加', en: 'More' },
  'replay.less': { zh: '减少', en: 'Less' },
  'replay.same': { zh: '相同', en: 'The same' },
})
