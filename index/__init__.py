"""Passage → vectors and postings → Hit. The only room with faiss, sentence-transformers and jieba."""
