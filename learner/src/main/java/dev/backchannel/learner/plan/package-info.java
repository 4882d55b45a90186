/** What came from the topic, and when it becomes a step of which composition. Knows no Kafka client and no model. */
package dev.backchannel.learner.plan;
