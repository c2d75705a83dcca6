# coding: nowhere
