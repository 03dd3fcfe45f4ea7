"""Exercises and predictions of chapter 10 on network in network, VGG, GoogLeNet and highway gates."""
