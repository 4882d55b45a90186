/**
 * Rule-based observers of an answer's style, completeness and topic: the eyes of the simulated users. They share the
 * vocabulary of {@code dev.backchannel.policy.style} with the learner's side, and no code.
 */
package dev.backchannel.standalone.demo.check;
