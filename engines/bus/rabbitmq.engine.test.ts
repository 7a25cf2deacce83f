import { engineUrl } from '../testing.ts'
import { busSuite } from './bus.suite.ts'
import { openRabbitmqUnderTest } from './rabbitmq/testing/members.ts'

busSuite('rabbitmq', () => openRabbitmqUnderTest(engineUrl('rabbitmq')))
