import { engineUrl } from '../testing.ts'
import { busSuite } from './bus.suite.ts'
import { openRabbitmqUnderTest } from './rabbitmq/testing.ts'

busSuite('rabbitmq', () => openRabbitmqUnderTest(engineUrl('rabbitmq')))
