/** The learner's side of Kafka: reading preferences as the one leader, and writing in transactions. */
package dev.backchannel.learner.log;
