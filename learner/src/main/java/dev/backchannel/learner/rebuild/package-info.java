/** Starts a lineage of its own from preferences that another one has learned from. */
package dev.backchannel.learner.rebuild;
