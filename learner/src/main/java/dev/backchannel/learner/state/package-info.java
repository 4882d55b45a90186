/** What a learner remembers beside the weights: part of every checkpoint, so that a resumed learner decides the same. */
package dev.backchannel.learner.state;
