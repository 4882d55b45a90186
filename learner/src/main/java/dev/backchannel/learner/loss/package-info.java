/** Losses as pure functions of log-probabilities: values and derivatives in double precision, no model, no state. */
package dev.backchannel.learner.loss;
