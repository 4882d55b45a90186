/** What attackers achieve, with the defences on and off: production's own mining, caps, learner and gate, without topics. */
package dev.backchannel.standalone.bench.threats;
