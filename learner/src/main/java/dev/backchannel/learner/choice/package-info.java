/** Random choices that any later run repeats. */
package dev.backchannel.learner.choice;
