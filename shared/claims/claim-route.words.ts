import { words } from '../kernel/words.ts'

export const claimRouteWords = words({
  'claim_route.wuxi': { zh: '初审—核查—联席会议', en: 'First review, verification, joint meeting' },
  'claim_route.city_led': { zh: '市级主导，决定后公示', en: 'City-led, publicised after the decision' },
  'claim_route.district_then_city': { zh: '区级审核，市级批准', en: 'District verifies, city approves' },
})
