/** One optimiser step: from a composition and the weights before it to the weights after it. Knows no Kafka. */
package dev.backchannel.learner.step;
